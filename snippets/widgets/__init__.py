"""What screens are made of: each draws one thing and posts what a person did with it. None of them knows a desk."""
