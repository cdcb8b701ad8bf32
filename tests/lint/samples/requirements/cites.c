/* which is another. */
