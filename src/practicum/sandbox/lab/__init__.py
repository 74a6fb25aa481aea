"""The laboratory around the synthetic practice: it sends results as a real one would, trouble included."""
