export const bundleSdk = () => {};
export const verifyBundle = () => {};
