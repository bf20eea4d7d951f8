"""The points of low order of Curve25519 and Ed25519, from the equations of the curves.

The program has them as a table; the vectors made from this module are the test of it.
"""

P = 2**255 - 19
D = -121665 * pow(121666, P - 2, P) % P


def inverse(number):
    return pow(number, P - 2, P)


def root(number):
    """A square root modulo P, or None."""
    candidate = pow(number, (P + 3) // 8, P)
    for factor in (1, pow(2, (P - 1) // 4, P)):
        if candidate * factor * candidate * factor % P == number % P:
            return candidate * factor % P
    return None


def eighth_order_y():
    """y of the points whose double has y = 0: x² = −y² in −x² + y² = 1 + d·x²·y²."""
    found = set()
    for sign in (1, -1):
        square = (-1 + sign * root(1 + D)) * inverse(D) % P
        y = root(square)
        if y is not None and root(-square % P) is not None:
            found |= {y, P - y}
    return sorted(found)


def low_order_y():
    return [0, 1, P - 1] + eighth_order_y()


def low_order_u():
    """u = (1 + y) / (1 − y) of them; 0 and −1 are what is left of low order on the twist."""
    return [0, 1, P - 1] + sorted((1 + y) * inverse(1 - y) % P for y in eighth_order_y())


def encoded(number, sign=0):
    return (number | sign << 255).to_bytes(32, "little")
