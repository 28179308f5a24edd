"""Opens each door of a cabinet in turn and says in words what is wrong with its wires."""
