"""CallGuard: time limits and protection for phone agents, on a company's own machines."""
