/* libpq outside its room. */
int f(void *r)
{
	return PQntuples(r);
}
