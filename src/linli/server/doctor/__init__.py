"""`linli doctor`: each thing that everything rests on, and what to do where it does not hold."""
