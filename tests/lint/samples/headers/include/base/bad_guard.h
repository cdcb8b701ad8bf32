/* No guard. */
struct twice {
	int a;
};
