"""District, subdistrict, community, building, block: where everything happens."""
