// Stands in for packages that only tell bundlers where a module may run.
export {};
