"""The paper's sizes on one GPU, within given minutes: `make paper MINUTES=9 PYTHON=python3`.

parts        the parts in their order, each a process of its own with its own time
cuda_tests   part 1: what only a GPU can show
(benchmarks.paper is part 2: layer and step beside dense products)
multiplication, tinystories   parts 3 and 4: the paper's two experiments
timebox      training whose number of steps follows from the seconds there are
records      what each part keeps, written anew after every row
cost         what a step should take, from its operations and bytes
one_step     one step of the paper's shapes on a processor, and the memory it took
"""
