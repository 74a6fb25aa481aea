"""The demo's post office: takes the practice's mail and texts, delivers nothing, and shows them."""
