/** The package's version, that of `package.json`. It is written here, because a bundle has that file of another package beside it. */
export const version = '0.1.0';
