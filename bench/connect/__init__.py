"""The benchmarks of the integrator's side."""
