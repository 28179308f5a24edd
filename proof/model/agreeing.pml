/* E and S of one mind: directives down, lines up; each applied iff it is the next. */
/* ---- E: directives ---- */
inline direct(number) {
	n = number;
	if
#ifdef DIRECTIVE_ANY
	:: true ->
#else
	:: n == edseq + 1 ->
#endif
		edseq = n;
		applied[n] = 1;
		where(dird[n]);
		if
		:: x < NC ->
			y = x;
			if
			:: !seen[y] -> cancel[y] = 1
			:: else
			fi;
#ifdef DIRECTIVE_MOVES_LOCK
			pend[y] = STAFF; pact[y] = NOBODY
#endif
		:: x == NC && !BYE(dird[n]) -> end_as(CANCELLED, dird[n])
		:: else
		fi;
		x = 1;
		do
		:: x <= edseq -> assert(applied[x]); x++
		:: else -> break
		od
	:: else
	fi
}

/* ---- S: a line is applied iff it is the next ---- */
inline apply(k) {
	x = jr[k] / 4;
	i = jr[k] % 4;
	if
	:: x == STORED -> assert(sst[i] == SENT)	/* I9 */
	:: x == PICKED || x == RECALLED -> assert(sst[i] == STORED)	/* I9 */
#ifdef SERVER_CANCELS_ALONE
	:: x == CANCELLED
#else
	:: x == CANCELLED -> assert(sst[i] == SENT)
#endif
	fi;
	sst[i] = x
}
