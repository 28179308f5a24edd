/* Who holds the meal: the cabinet E, its server S, the wire, the power, the doors and the hands.
 *
 * One process; each option of its loop is one step that happens wholly or not at all, just as in
 * linli.cabinet.core: an input is decided and committed in one transaction, and what it asks of
 * a lock or a lamp (pend, glow) is done afterwards and is lost if the power is cut in between.
 *
 * What may go wrong, always: a message on the wire stays there for ever, so it may come late,
 * twice, out of order or never; the agent dies anywhere; a latch opens at once, late, while the
 * agent is dead, or never. With FORCE a door is opened by force and the meal is taken.
 *
 * Time is a single step: five seconds pass. It ends the life of ticks (fresh) and of latches.
 * Assumed: a released latch opens within 5 s or not at all (LATE_DOOR_MS), and one that is
 * released while its door stands open is spent on nothing; the disk commits
 * within a tick's life; while the agent lives it sees each opening and each closing of a door
 * (polling is faster than hands); sensors tell the truth.
 *
 * Left out: hold limits, warmth, sizes, staff who dispose (recalling is the same), blocked doors
 * that serve again, forks. Lines of the journal are those that move a deposit at the server.
 *
 * Sizes: NC compartments, ND deposits, NA remote acts, ND2 directives. Faults and ways in that
 * can be switched: FORCE, OFFLINE. A mutant is switched on by its name; see proof/spin.py.
 */
#include "state.pml"
#include "promises.pml"
#include "asking.pml"
#include "sensing.pml"
#include "agreeing.pml"
#include "options.pml"

active proctype everything() {
	do
	WORLD(0) FORCED(0) CABINET(0)
#if NC > 1
	WORLD(1) FORCED(1) CABINET(1)
#endif
	ACT(0)
#if NA > 1
	ACT(1)
#endif
#if NA > 2
	ACT(2)
#endif
#if NA > 3
	ACT(3)
#endif
#if NA > 4
	ACT(4)
#endif
	PRESENT(1) WITHDRAW(1)
#if ND > 1
	PRESENT(2) WITHDRAW(2)
#endif
	:: d_step { READY && !tick -> tick = 1 }	/* E draws a number and S hears it */
	:: d_step { !up || (!ANY_OPENING && READY && ALL_SYNCED) -> five_seconds(); must_hold() }
	:: d_step { up -> stop(); must_hold() }
	:: d_step { up -> stop();
		lamp[0] = 0;	/* the mains, not the process: lamps are dark */
#if NC > 1
		lamp[1] = 0;
#endif
		must_hold() }
	:: d_step { !up ->
		boot_one(0);
#if NC > 1
		boot_one(1);
#endif
		up = 1; must_hold() }

	/* directives: any that was ever sent may arrive */
	:: d_step { READY && sdseq > 0 && edseq < sdseq -> direct(edseq + 1); must_hold() }
#if ND2 > 1
	:: d_step { READY && sdseq > 1 -> direct(2); must_hold() }
	:: d_step { READY && sdseq > 0 -> direct(1); must_hold() }
#endif

	/* lines: any that was ever sent may arrive, for ever */
	:: d_step { up && eack < jlen && esent < jlen -> esent = jlen }
	:: d_step { sapp < esent -> apply(sapp); sapp++; must_hold() }
#ifdef APPLY_ANY
	:: d_step { sapp > 0 -> apply(sapp - 1); must_hold() }
	:: d_step { sapp + 1 < esent -> apply(sapp + 1); sapp = sapp + 2; must_hold() }
#endif
#ifdef ACK_BEFORE_COMMIT
	:: d_step { up && sapp < esent -> eack = sapp + 1; must_hold() }
#endif
	:: d_step { up && eack != sapp -> eack = sapp; must_hold() }
	:: d_step { up && eack > 0 -> eack = 0; must_hold() }	/* an old answer, late */
	od
}
