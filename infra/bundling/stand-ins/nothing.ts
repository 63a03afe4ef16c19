/** Stands in for a plugin of something that has a stand-in itself. */
export default {};
