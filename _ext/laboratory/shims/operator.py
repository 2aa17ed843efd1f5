"""Operators as functions."""


def add(u, v):
    return u + v


def mul(u, v):
    return u * v


def truediv(u, v):
    return u / v


def matmul(u, v):
    return u @ v


def neg(v):
    return -v


def gt(u, v):
    return u > v


def ge(u, v):
    return u >= v


def lt(u, v):
    return u < v


def le(u, v):
    return u <= v
