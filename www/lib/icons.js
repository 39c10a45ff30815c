// The icons of the page: strokes on a 16-unit square, decorative, coloured by their text.

const NAMESPACE = "http://www.w3.org/2000/svg";

const PATHS = {
  users: [
    "M6 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z", "M1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4",
    "M10.5 3.2a2.5 2.5 0 0 1 0 4.6", "M12 9.8c1.6.5 2.5 1.8 2.5 3.7",
  ].join(""),
  building: [
    "M3 13.5V3.5l5-1.5v11.5", "M8 6l5 1.5v6", "M1.5 13.5h13", "M5 5.5h1", "M5 8h1", "M5 10.5h1",
    "M10.5 9.5h0", "M10.5 11.5h0",
  ].join(""),
  truck: [
    "M1.5 4h8v7h-8z", "M9.5 6.5h3l2 2.5v2h-5",
    "M4.5 12.5a1.25 1.25 0 1 0 0-2.5 1.25 1.25 0 0 0 0 2.5Z",
    "M11.5 12.5a1.25 1.25 0 1 0 0-2.5 1.25 1.25 0 0 0 0 2.5Z",
  ].join(""),
  lock: "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  eye: [
    "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Z",
    "M8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z",
  ].join(""),
  eyeOff: [
    "M2 2l12 12", "M6.3 3.8A6.6 6.6 0 0 1 8 3.5C12 3.5 14.5 8 14.5 8a12 12 0 0 1-2 2.5",
    "M4 5A11 11 0 0 0 1.5 8S4 12.5 8 12.5c1 0 1.9-.3 2.7-.7",
  ].join(""),
  pencil: "M10.5 3 13 5.5 5.5 13H3v-2.5zM9 4.5 11.5 7",
  gauge: "M2.5 12.5a6 6 0 1 1 11 0M8 10.5l2.5-4M8 11.5a1 1 0 1 0 0-2 1 1 0 0 0 0 2Z",
  link: [
    "M6.5 9.5l3-3", "M7 4.5l1.2-1.2a3.2 3.2 0 0 1 4.5 4.5L11.5 9",
    "M9 11.5l-1.2 1.2a3.2 3.2 0 0 1-4.5-4.5L4.5 7",
  ].join(""),
  power: "M8 2v5.5M4.5 4.3a5 5 0 1 0 7 0",
  rotate: "M13 8a5 5 0 1 1-1.5-3.6L13 6M13 2.5V6H9.5",
  plus: "M8 3v10M3 8h10",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.5 10.5l3 3",
  sun: [
    "M8 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z", "M8 1.5v1.5", "M8 13v1.5", "M1.5 8H3",
    "M13 8h1.5", "M3.4 3.4l1 1", "M11.6 11.6l1 1", "M3.4 12.6l1-1", "M11.6 4.4l1-1",
  ].join(""),
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5Z",
  sliders: [
    "M2 5h6", "M12 5h2", "M2 11h2", "M8 11h6", "M10 6.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z",
    "M6 12.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z",
  ].join(""),
  down: "M4 6l4 4 4-4",
  up: "M4 10l4-4 4 4",
  right: "M6 4l4 4-4 4",
  left: "M10 4 6 8l4 4",
  close: "M4 4l8 8M12 4l-8 8",
  check: "M3 8.5 6.5 12 13 4.5",
  alert: "M8 2.5 14.5 13.5h-13zM8 6.5v3M8 11.5v.2",
  file: "M4 1.5h5.5L12.5 4.5v10H4zM9.5 1.5v3h3M6 8h4.5M6 11h4.5",
  receipt: "M3.5 14V2h9v12l-1.5-1-1.5 1L8 13l-1.5 1L5 13zM6 5.5h4M6 8.5h4",
  send: "M14 2 7 9M14 2 9.5 14 7 9 2 6.5z",
  note: "M1.5 4.5h13v7h-13zM8 9.6a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2ZM4 8h.2M11.8 8h.2",
  calendar: "M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3",
  download: "M8 2.5V10M5 7.5 8 10.5l3-3M2.5 10.5v3h11v-3",
  upload: "M8 10.5V3M5 5.5 8 2.5l3 3M2.5 10.5v3h11v-3",
  trash: "M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9M7 7v4M9 7v4",
  door: "M4 14V2.5h8V14M2 14h12M9.5 8v.5",
  badge: [
    "M2.5 3.5h11v9h-11z", "M6 8.3a1.3 1.3 0 1 0 0-2.6 1.3 1.3 0 0 0 0 2.6Z",
    "M4 11c.3-1 1-1.5 2-1.5s1.7.5 2 1.5", "M10 6.5h2", "M10 9h2",
  ].join(""),
  boxes: "M2 8.5h5.5V14H2zM8.5 8.5H14V14H8.5zM5 2h6v5.5H5z",
  info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.5v3.5M8 5v.2",
  book: "M3 2.5h8.5A1.5 1.5 0 0 1 13 4v9.5H4.5A1.5 1.5 0 0 1 3 12zM3 12a1.5 1.5 0 0 1 1.5-1.5H13",
  key: "M5.5 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM7.7 7.8 13 2.5M11 4.5l2 2",
  gate: "M2.5 14V4.5M2.5 6.5l11-3M2.5 9.5 13.5 6.5M1 14h3M13.5 3.5v3",
};

/** A decorative icon by name. */
export function icon(name) {
  const svg = document.createElementNS(NAMESPACE, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(NAMESPACE, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
