/* E when somebody asks for a door: machine.asking, intents, meals, staffing, settling. */
/* ---- E: the journal, and a compartment's next state ---- */
inline line(kind, d) {
	assert(jlen < JL);	/* I9: a deposit is stored once and ends once */
	jr[jlen] = kind * 4 + d;
	jlen++
}
inline end_as(kind, d) {
	assert(!BYE(d));	/* I9 */
	ended[d] = kind;
	line(kind, d)
}
inline become(c, next) {
	assert(!((st[c] == UNSURE || st[c] == CHECK) && next == FREE));	/* I13 */
	assert(!((st[c] == UNSURE || st[c] == CHECK) && next == DIRTY && (rdo[c] || rdc[c])));	/* I13 */
	assert(!(next == FREE && soil[c]));	/* I7 */
	st[c] = next
}
inline release(c) {	/* settling.release, then retire_if_blocked */
	who_was = dep[c];
	wish = cancel[c];
	dep[c] = 0; seen[c] = 0; tries[c] = 0; cancel[c] = 0;
#ifndef CODE_KEPT
	codes[c] = 0;
#endif
	if
	:: wish && !BYE(who_was) -> end_as(CANCELLED, who_was)
	:: else
	fi;
	if
	:: blocked[c] -> st[c] = OOS
	:: else
	fi
}
inline stored(c, next) {
	seen[c] = 1; cancel[c] = 0;
	line(STORED, dep[c]);
	become(c, next)
}
inline emptied(c, kind) {
	if
	:: kind != 0 -> end_as(kind, dep[c])
	:: else
	fi;
	become(c, DIRTY);
	release(c)
}
inline force(c) {
	lamp[c] = 0;
	glow[c] = 0;
	if
	:: st[c] != OOS -> become(c, CHECK)
	:: else
	fi
}
inline opened(c, next) {
	tries[c] = 0;
	recent[c] = 0;
	st[c] = next
}
#define OPEN_FOR(p) (p == COURIER -> OPEN_D : (p == OWNER -> OPEN_P : OPEN_S))
#define OPENING_FOR(p) (p == COURIER -> OPENING_D : (p == OWNER -> OPENING_P : OPENING_S))

/* ---- E: who asks for a door (machine.asking, intents, meals, staffing) ---- */
inline intend(c, p, d, g) {	/* one transaction; the lock comes after */
	if
#ifdef GRANT_REUSABLE
	:: g < NA && used[g] -> skip
#elif defined(NO_DEDUP)
	:: false
#else
	:: g != NOBODY && used[g] -> skip
#endif
	:: else ->
		if
		:: g != NOBODY -> used[g] = 1
		:: else
		fi;
		dep[c] = d;
		purpose[c] = p;
		if
		:: p == COURIER ->
#ifdef CODE_KEPT
			codes[c] = codes[c] | (1 << d)
#else
			codes[c] = 1 << d
#endif
		:: else
		fi;
		st[c] = OPENING_FOR(p);
		if
		:: rdo[c] -> opened(c, OPEN_S)	/* staff find it open: no pulse */
		:: else ->
			tries[c]++;
#ifndef ACT_BEFORE_JOURNAL
			intent[c] = 1;
#endif
			pend[c] = p;
			pact[c] = g
		fi
	fi
}
inline try_again(c, p, d, g) {
	if
	:: tries[c] < TRIES -> intend(c, p, d, g)
#ifndef GIVES_UP_AT_ONCE
	:: tries[c] >= TRIES && !seen[c] && SAYS_EMPTY(c) && !rested[c]	/* busy: it may still open */
#endif
	:: else ->
		blocked[c] = 1;
		recent[c] = 0;
		if
		:: seen[c] || !SAYS_EMPTY(c) -> become(c, CHECK)
		:: else -> emptied(c, 0)
		fi
	fi
}
inline where(d) {	/* x: the compartment this deposit is bound to, NC if none */
	x = NC;
#if NC > 1
	if
	:: dep[1] == d -> x = 1
	:: else
	fi;
#endif
	if
	:: dep[0] == d -> x = 0
	:: else
	fi
}
inline ask_deposit(d, g, pref) {
	where(d);
	if
#ifdef REBIND
	:: x < NC && false
#else
	:: x < NC ->
		if
		:: st[x] == UNSURE && !seen[x] && !cancel[x] -> y = x; try_again(y, COURIER, d, g)
		:: else	/* dup, stored already, wrong state, cancelled */
		fi
#endif
	:: else ->
		if
#ifdef FORGETS_ENDINGS
		:: false
#else
		:: BYE(d)
#endif
		:: else ->
#if NC > 1
			if
			:: st[pref] == FREE && READS_EMPTY(pref) -> intend(pref, COURIER, d, g)
			:: else ->
				if
				:: st[1 - pref] == FREE && READS_EMPTY(1 - pref) ->
					intend(1 - pref, COURIER, d, g)
				:: else	/* full */
				fi
			fi
#else
			if
			:: st[0] == FREE && READS_EMPTY(0) -> intend(0, COURIER, d, g)
			:: else	/* full */
			fi
#endif
		fi
	fi
}
inline pick_up(c, who, g) {	/* who: the one who stands there with the grant or the code */
	if
	:: MOVING(c)	/* dup or busy */
	:: else ->
		if
		:: seen[c] && st[c] != CHECK ->
			assert(dep[c] == who);	/* I4 */
			try_again(c, OWNER, dep[c], g)
		:: else
		fi
	fi
}
inline staff(c, d, g) {
	if
	:: dep[c] == d && !MOVING(c) && (d || st[c] == CHECK) -> intend(c, STAFF, d, g)
	:: else
	fi
}
inline ask(k, pref) {
	if
#ifndef NO_DEDUP
	:: answered[k]
#endif
	:: else ->
		answered[k] = 1;
		if
		:: mp[k] == COURIER -> ask_deposit(md[k], k, pref)
		:: mp[k] == OWNER ->
			where(md[k]);
			if
			:: x < NC -> y = x; pick_up(y, md[k], k)
			:: else
			fi
		:: mp[k] == STAFF -> staff(mc[k], md[k], k)
		fi
	fi
}
