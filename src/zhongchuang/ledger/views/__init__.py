"""The pages about public money: thin; what they show comes from `selectors`, what they do is done by `services`."""
