"""PyTorch on the meta device and on the CPU; what is made fast there, and which tensors share their memory."""
