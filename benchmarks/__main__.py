"""`make bench`: the full check of eight networks beside its peers, then checks through HTTP and the workers.

One run, one thread: the ratios are what counts, the milliseconds are this machine's.
"""

from benchmarks import networks, serving

if __name__ == "__main__":
    networks.main()
    serving.main()
