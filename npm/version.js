// The version of the package; the build writes it here.

export const VERSION = typeof PACKAGE_VERSION === 'string' ? PACKAGE_VERSION : 'source';
