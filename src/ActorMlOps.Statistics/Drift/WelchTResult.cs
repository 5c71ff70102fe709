namespace ActorMlOps.Statistics.Drift;

/// <summary>The outcome of Welch's t test; what is undefined is null with a reason.</summary>
/// <param name="T">The statistic, reference minus current.</param>
/// <param name="DegreesOfFreedom">By Welch and Satterthwaite, not a whole number.</param>
/// <param name="PValue">Two-sided, in [0, 1].</param>
/// <param name="Reason">Why the test is undefined, or what to know about it; see <see cref="DriftReasons"/>.</param>
public sealed record WelchTResult(double? T, double? DegreesOfFreedom, double? PValue, string? Reason);
