"""What a finding is made of: a fault, where it was met, where its values were written, which changes it proposes."""
