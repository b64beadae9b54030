/** `next dev`, where the framework needs eval and a socket for its hot reloading. */
export const isDevelopment = process.env.NODE_ENV === "development";
