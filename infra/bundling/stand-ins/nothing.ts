/** Replaces a plugin whose library has a stand-in itself. */
export default {};
