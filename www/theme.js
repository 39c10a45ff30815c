// Before the first paint, so that a chosen theme never flashes.
try {
  document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "";
} catch {
  // Not kept, then.
}
