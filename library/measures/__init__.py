"""What is computed about the team's answers: pure functions, small frozen results, every share with its two numbers."""
