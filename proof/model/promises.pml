/* What must hold after every step, and what must be found. Names as in CUSTODY, section 7. */
inline must_hold_at(c) {
	assert(!LIGHT(c) || (!door[c] && !meal[c] && st[c] == SANI));	/* I6 */
	assert(!lamp[c] || st[c] == SANI);	/* I6, the relay */
	assert(!(SYNCED(c) && st[c] == FREE && (meal[c] || soil[c])));	/* I7 */
	assert(!(SYNCED(c) && !door[c] && st[c] == OCC && meal[c] != dep[c]));	/* I10 */
	assert(!(SYNCED(c) && !door[c] && meal[c] && meal[c] != dep[c]
		&& st[c] != CHECK && st[c] != OOS));	/* I10, the other way */
	assert(!(meal[c] && ended[meal[c]] == CANCELLED));	/* what never arrived is not here */
	assert((dep[c] != 0) || !(seen[c] || cancel[c]));
	assert(!dep[c] || !(st[c] == FREE || st[c] == DIRTY || st[c] == SANI || st[c] == OOS))
}
inline must_agree(d) {	/* I11: S is what E's lines say, once it has them all */
	assert(sapp < jlen || sst[d] == ended[d] || ended[d] == 0);
	assert(sapp < jlen || ended[d] || sst[d] == SENT || sst[d] == STORED)
}
#if NC > 1
#define SEEN(d) ((dep[0] == d && seen[0]) || (dep[1] == d && seen[1]))
#else
#define SEEN(d) (dep[0] == d && seen[0])
#endif
inline must_hold() {
	must_hold_at(0);
#if NC > 1
	must_hold_at(1);
	assert(dep[0] == 0 || dep[0] != dep[1]);	/* I1 */
#endif
	assert(eack <= sapp);	/* I12 */
	must_agree(1);
	assert(sapp < jlen || ended[1] || (sst[1] == STORED) == SEEN(1));
#if ND > 1
	must_agree(2);
	assert(sapp < jlen || ended[2] || (sst[2] == STORED) == SEEN(2));
#endif
	goals()
}
/* Each goal is a state that must be found: here its absence is asserted, and that must fail. */
inline goals() {
#if GOAL == 1
	assert(sst[1] != PICKED);
#elif GOAL == 2
	assert(sst[1] != RECALLED);
#elif GOAL == 3
	assert(!(up && st[0] == UNSURE && meal[0]));
#elif GOAL == 4
	assert(!(up && st[0] == FREE && ended[1] == PICKED));
#elif GOAL == 5
	assert(!(st[0] == CHECK && meal[0]));
#elif GOAL == 6
	assert(!lamp[0]);
#elif GOAL == 7
	assert(sst[1] != CANCELLED);
#elif GOAL == 8
	assert(!(offl && sst[1] == PICKED));
#elif GOAL == 9
	assert(!(st[0] == OOS));
#elif GOAL == 10
	assert(!(ended[1] == PICKED && ended[ND] == RECALLED));
#elif GOAL == 11
	assert(!(alone && sst[1] == PICKED));
#endif
	skip
}
