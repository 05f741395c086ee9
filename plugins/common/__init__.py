"""What two or more slices need, one module per subject."""
