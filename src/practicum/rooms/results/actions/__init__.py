"""Every write of the room."""

from practicum.rooms.results.actions.criticals import (
    LogAttempt,
    ReadBackCritical,
    TakeCritical,
    log_attempt,
    read_back_critical,
    take_critical,
)
from practicum.rooms.results.actions.filing import FileMessage, file_message
from practicum.rooms.results.actions.inbox import (
    AcknowledgeResult,
    CommentResult,
    ForwardResult,
    ReopenResult,
    SendResultTo,
    acknowledge_result,
    comment_result,
    forward_result,
    reopen_result,
    send_result_to,
)
from practicum.rooms.results.actions.limits import (
    AdoptStartingLimits,
    EndCriticalLimit,
    SetCriticalLimit,
    adopt_starting_limits,
    end_critical_limit,
    set_critical_limit,
)
from practicum.rooms.results.actions.matching import (
    MatchResult,
    UnmatchResult,
    match_result,
    unmatch_result,
)
from practicum.rooms.results.actions.requests import AskDesk, FinishRequest, ask_desk, finish_request

__all__ = [
    "AcknowledgeResult", "AdoptStartingLimits", "AskDesk", "CommentResult", "EndCriticalLimit", "FileMessage",
    "FinishRequest", "ForwardResult", "LogAttempt", "MatchResult", "ReadBackCritical", "ReopenResult",
    "SendResultTo", "SetCriticalLimit", "TakeCritical", "UnmatchResult", "acknowledge_result",
    "adopt_starting_limits", "ask_desk", "comment_result", "end_critical_limit", "file_message", "finish_request",
    "forward_result", "log_attempt", "match_result", "read_back_critical", "reopen_result", "send_result_to",
    "set_critical_limit", "take_critical", "unmatch_result",
]  # fmt: skip
