// Buttons that print the page they are on.
document.addEventListener("click", (event) => { if (event.target.closest?.("[data-print]")) window.print(); });
