// The other tabs of the application: what one signs in or out of, all do.

const channel = new BroadcastChannel("session");

/** Tells the other tabs that somebody else is signed in. */
export const tellOthers = () => channel.postMessage("changed");

/** Hears of it from them. */
export const onChange = (listener) => channel.addEventListener("message", () => listener());
