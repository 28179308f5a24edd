"""What Linli is measured by: whole-path figures beside limits from the same run."""
