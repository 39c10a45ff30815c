// The engine as JavaScript, which the packager makes of the module and puts in its place.

declare module "#compiled";
