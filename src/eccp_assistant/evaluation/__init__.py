"""Questions with known answers: ask them, judge the replies, and say how good they are."""
