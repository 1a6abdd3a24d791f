"""More operations on each value: functions with a name of their own, in place too, and comparisons of two tensors."""

from app.checker.operations._forms import everywhere, within
from app.checker.operations.elementwise import assume_first, check_in_place, check_pair

_UNARY = (
    "absolute acos acosh angle arccos arccosh arcsin arcsinh arctan arctanh asin asinh atan atanh bitwise_not conj "
    "conj_physical cosh deg2rad digamma erfc erfinv exp2 fix i0 isfinite isneginf isposinf isreal lgamma logit "
    "mvlgamma negative polygamma positive rad2deg resolve_conj resolve_neg sgn signbit sinc sinh nan_to_num "
    "clamp_max clamp_min byte char short cdouble cfloat chalf frexp"
)
_IN_PLACE = (
    "absolute_ acos_ acosh_ arccos_ arccosh_ arcsin_ arcsinh_ arctan_ arctanh_ asin_ asinh_ atan_ atanh_ "
    "bitwise_not_ ceil_ celu_ clamp_max_ clamp_min_ clip_ conj_physical_ cos_ cosh_ cumprod_ cumsum_ deg2rad_ "
    "digamma_ erf_ erfc_ erfinv_ exp2_ expm1_ fix_ floor_ frac_ hardtanh_ i0_ lgamma_ log10_ log1p_ log2_ log_ "
    "logical_not_ logit_ mvlgamma_ nan_to_num_ negative_ polygamma_ rad2deg_ reciprocal_ round_ rrelu_ rsqrt_ "
    "selu_ sgn_ sigmoid_ sign_ sin_ sinc_ sinh_ sqrt_ square_ tan_ threshold_ tril_ triu_ trunc_ fill_diagonal_ "
    "renorm renorm_ fill bernoulli_ cauchy_ exponential_ geometric_ log_normal_ random_ alpha_dropout_ "
    "feature_dropout_ feature_alpha_dropout_"
)
_PAIRS = (
    "arctan2 atan2 bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor copysign float_power "
    "floor_divide fmax fmin fmod gcd greater greater_equal heaviside hypot igamma igammac isclose lcm ldexp less "
    "less_equal logaddexp logaddexp2 logical_xor nextafter not_equal remainder xlogy rsub"
)
_PAIRS_IN_PLACE = (
    "arctan2_ atan2_ bitwise_and_ bitwise_left_shift_ bitwise_or_ bitwise_right_shift_ bitwise_xor_ copysign_ "
    "divide_ eq_ float_power_ floor_divide_ fmod_ gcd_ ge_ greater_ greater_equal_ gt_ heaviside_ hypot_ igamma_ "
    "igammac_ lcm_ ldexp_ le_ lerp_ less_ less_equal_ logical_and_ logical_or_ logical_xor_ lt_ multiply_ ne_ "
    "nextafter_ not_equal_ pow_ remainder_ subtract_ true_divide_ xlogy_ addcdiv_ addcmul_"
)
_SPECIAL = (
    "bessel_j0 bessel_j1 digamma entr erf erfc erfcx erfinv exp2 expit expm1 gammaln i0 i0e i1 i1e log1p log_ndtr "
    "logit logsumexp log_softmax multigammaln ndtr ndtri polygamma psi round sinc softmax"
)

OPERATIONS = (
    *everywhere(_UNARY),
    *everywhere(_IN_PLACE, assume=assume_first),
    *everywhere(_PAIRS, check=check_pair, assume=assume_first),
    *everywhere(_PAIRS_IN_PLACE, check=check_in_place, assume=assume_first),
    *within("special", _SPECIAL),
    *within("special", "gammainc gammaincc xlog1py xlogy zeta", check=check_pair, assume=assume_first),
)
