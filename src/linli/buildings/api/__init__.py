"""The ways in for other programs: Open311 GeoReport v2 over the matters."""
