"""楼委会: the committee that runs a tower, and what people there ask of it."""
