"""How densely do incidents lie along the streets, smoothed along them and never across?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, diags_array
from scipy.sparse.linalg import splu

from geo.hotspots.network import Network

Floats = NDArray[np.float64]
#: Points of the quadrature; its error shrinks by 2.85 with each: 1e-9 of the incidents with 20.
_POINTS = 20


def network_density(counts: Floats, network: Network, *, bandwidth_m: float) -> Floats:
    """Return (M,) incidents per metre of street in each lixel.

    An incident is spread like heat in a wire: along a street as a normal curve of standard deviation ``bandwidth_m``,
    at a crossing shared among all of its streets, the one it came by included, at a dead end turned back. With a
    normal kernel this is the equal-split continuous estimator of Okabe and Sugihara, without a list of paths, and
    nothing of an incident is lost: density times length sums up to the incidents.

    Parameters
    ----------
    counts
        (M,) incidents, or their weights, in each lixel.

    Notes
    -----
    Finite volumes in space, second order in lixel over bandwidth (with a tenth, within 0.5 % of the peak); in time a
    quadrature of the exponential along a parabola, so that short lixels ask for no small steps.

    References
    ----------
    Okabe, A., Satoh, T., Sugihara, K. (2009), International Journal of Geographical Information Science 23(1),
    doi:10.1080/13658810802475491
    McSwiggan, G., Baddeley, A., Nair, G. (2017), Scandinavian Journal of Statistics 44(2), doi:10.1111/sjos.12255
    Weideman, J. A. C., Trefethen, L. N. (2007), Mathematics of Computation 76, doi:10.1090/S0025-5718-07-01945-X
    """
    flow = bandwidth_m**2 / 2 * _conductances(network)
    mass_in = np.asarray(counts, dtype=complex)
    density = np.zeros(len(mass_in))
    for shift, weight in _parabola():
        system = csc_array(flow + diags_array(shift * network.length_m))
        # Only pivots far smaller than their column break the symmetry of the pattern: a fifth of the entries, and for
        # 46,000 lixels 0.2 s in place of 4 to 11.
        symmetric = {"SymmetricMode": True}
        factors = splu(system, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.1, options=symmetric)
        solved = factors.solve(mass_in)
        density += 2 * (weight * solved).real
    return np.maximum(density, 0)


def _conductances(network: Network) -> csc_array:
    """Return (M, M) how readily heat passes between lixels: joints store none, so what flows in flows out."""
    m = len(network.length_m)
    ends = np.repeat(2 / network.length_m, 2)
    at = coo_array((ends, (np.repeat(np.arange(m), 2), network.joints.ravel()))).tocsc()
    return csc_array(diags_array(at.sum(axis=1)) - at @ diags_array(1 / at.sum(axis=0)) @ at.T)


def _parabola() -> list[tuple[complex, complex]]:
    """Return shifts z and weights w such that exp(-A) is nearly 2 Re Σ w (A + z)⁻¹, for A without negative values."""
    angle = np.pi * np.arange(1, _POINTS, 2) / _POINTS
    shift = _POINTS * (0.1309 - 0.1194 * angle**2 + 0.25j * angle)
    weight = np.exp(shift) * (-0.2388 * angle + 0.25j) / 1j
    return list(zip(shift.tolist(), weight.tolist(), strict=True))
