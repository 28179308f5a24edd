/* The steps, by compartment, act and deposit, as options of the one loop. */
#define WORLD(c) \
	:: d_step { latch[c] && !door[c] && (!up || rdo[c] == 0) && !pend[c] -> \
		door[c] = 1; at[c] = latch[c]; afor[c] = lfor[c]; latch[c] = 0; lfor[c] = 0; must_hold() } \
	:: d_step { door[c] && (!up || rdo[c]) -> \
		door[c] = 0; at[c] = 0; afor[c] = 0; must_hold() } \
	:: d_step { door[c] && at[c] == COURIER && !meal[c] && with[afor[c]] == 0 -> \
		meal[c] = afor[c]; with[afor[c]] = 1; must_hold() } \
	:: d_step { door[c] && at[c] == OWNER && meal[c] -> \
		assert(meal[c] == afor[c]); with[meal[c]] = 2; meal[c] = 0; must_hold() } \
	:: d_step { door[c] && at[c] == STAFF && meal[c] -> \
		with[meal[c]] = 2; meal[c] = 0; must_hold() }
#ifdef FORCE
#define FORCED(c) \
	:: d_step { !door[c] && !pend[c] && (!up || rdo[c] == 0) -> \
		door[c] = 1; at[c] = THIEF; latch[c] = 0; lfor[c] = 0; must_hold() } \
	:: d_step { door[c] && at[c] == THIEF && meal[c] -> \
		with[meal[c]] = 2; meal[c] = 0; must_hold() }
#else
#define FORCED(c)
#endif
#define CABINET(c) \
	:: d_step { READY && !SYNCED(c) -> sense(c); must_hold() } \
	:: d_step { up && pend[c] -> \
		assert(intent[c]);	/* I2 */ \
		intent[c] = 0; \
		if \
		:: pact[c] != NOBODY -> \
			acted[pact[c]]++; \
			assert(acted[pact[c]] <= 1);	/* I5 */ \
			if \
			:: pact[c] < NA -> assert(!old[pact[c]])	/* I3 */ \
			:: else \
			fi \
		:: else \
		fi; \
		if \
		:: !door[c] -> latch[c] = pend[c]; lfor[c] = dep[c] \
		:: else	/* open already: the pulse is spent on nothing */ \
		fi; \
		recent[c] = 1; rested[c] = 0; pend[c] = 0; pact[c] = 0; \
		must_hold() } \
	:: d_step { READY && OPENING(c) && SYNCED(c) -> \
		x = (st[c] == OPENING_S -> CHECK : UNSURE); st[c] = x; rested[c] = 0; must_hold() } \
	:: d_step { READY && st[c] == UNSURE && cancel[c] && !rdo[c] && SAYS_EMPTY(c) && LATE_OVER(c) -> \
		emptied(c, CANCELLED); must_hold() } \
	:: d_step { READY && st[c] == DIRTY && READS_EMPTY(c) -> \
		become(c, SANI); glow[c] = 1; must_hold() } \
	:: d_step { up && glow[c] -> glow[c] = 0; lamp[c] = 1; must_hold() } \
	:: d_step { READY && st[c] == SANI && lamp[c] && SYNCED(c) -> \
		lamp[c] = 0; soil[c] = 0; become(c, FREE); must_hold() }
#if defined(CANCELS_AT_ONCE)
#define LATE_OVER(c) 1
#elif defined(BOOT_FORGETS_LATCH)
#define LATE_OVER(c) (!recent[c])
#else
#define LATE_OVER(c) rested[c]	/* 5 s as it is, by a clock that began with the agent */
#endif

#ifdef NO_TICK
#define IN_TIME(k) 1
#else
#define IN_TIME(k) fresh[k]
#endif
#define UNUSED(k) (mp[k] == 0 && (k == 0 || mp[k - (k > 0)] != 0))
#define REQUEST(k, p, d, c) mp[k] = p; md[k] = d; mc[k] = c; fresh[k] = 1
#define ASKS(k, d) \
	:: d_step { tick && UNUSED(k) && sst[d] == SENT -> REQUEST(k, COURIER, d, 0) } \
	:: d_step { tick && UNUSED(k) && sst[d] == STORED -> REQUEST(k, OWNER, d, 0) }
#define STAFF_ASKS(k, c) \
	:: d_step { tick && UNUSED(k) && dep[c] && !MOVING(c) && st[c] != FREE -> \
		REQUEST(k, STAFF, dep[c], c) } \
	:: d_step { tick && UNUSED(k) && !dep[c] && st[c] == CHECK -> REQUEST(k, STAFF, 0, c) }
#define COMES(k, pref) \
	:: d_step { READY && mp[k] && IN_TIME(k) -> ask(k, pref); must_hold() }
#if NC > 1
#define ACT(k) STAFF_ASKS(k, 0) STAFF_ASKS(k, 1) COMES(k, 0) COMES(k, 1) ACT_D(k)
#else
#define ACT(k) STAFF_ASKS(k, 0) COMES(k, 0) ACT_D(k)
#endif
#if ND > 1
#define ACT_D(k) ASKS(k, 1) ASKS(k, 2)
#else
#define ACT_D(k) ASKS(k, 1)
#endif

#ifdef OFFLINE
/* At the scanner and the keypad, whoever is there; no tick, as the person proves freshness. */
#define PRESENT(d) \
	:: d_step { READY -> ask_deposit(d, TOKEN(d), 0); must_hold() } \
	TYPED(d, 0)
#define TYPED_AT(d, c) \
	:: d_step { READY && (codes[c] & (1 << d)) -> \
		pick_up(c, d, NOBODY); offl = 1; must_hold() }
#if NC > 1
#define TYPED(d, c) TYPED_AT(d, 0) TYPED_AT(d, 1)
#else
#define TYPED(d, c) TYPED_AT(d, 0)
#endif
#else
#define PRESENT(d)
#endif

#ifdef SERVER_CANCELS_ALONE
#define CANCELS(d) sst[d] = CANCELLED
#else
#define CANCELS(d) skip
#endif
#define WITHDRAW(d) \
	:: d_step { sdseq < ND2 && sst[d] == SENT && dird[sdseq] != d -> \
		sdseq++; dird[sdseq] = d; CANCELS(d) }

inline stop() {	/* the agent dies or the power goes; what was only in memory is gone */
	up = 0;
	tick = 0;
	i = 0;
	do
	:: i < NA -> fresh[i] = 0; answered[i] = 0; i++
	:: else -> break
	od;
	i = 0;
	do
	:: i < NC -> pend[i] = 0; pact[i] = 0; glow[i] = 0; recent[i] = 0; rested[i] = 0; rdo[i] = 0; rdc[i] = 0; i++
	:: else -> break
	od;
#ifdef USED_FORGOTTEN
	i = 0;
	do
	:: i < GRANTS -> used[i] = 0; i++
	:: else -> break
	od
#endif
}
inline five_seconds() {
	tick = 0;
	i = 0;
	do
	:: i < NA -> fresh[i] = 0; old[i] = (mp[i] != 0); i++
	:: else -> break
	od;
	i = 0;
	do
	:: i < NC -> latch[i] = 0; lfor[i] = 0; recent[i] = 0; rested[i] = up; i++
	:: else -> break
	od
}
