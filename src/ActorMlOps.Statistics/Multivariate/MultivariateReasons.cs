namespace ActorMlOps.Statistics.Multivariate;

/// <summary>Why a multivariate test is undefined, or what to know about it.</summary>
public static class MultivariateReasons
{
    /// <summary>A side has too few rows for the test.</summary>
    public const string TooFewRows = "tooFewRows";

    /// <summary>Fewer than two columns vary in the reference: nothing to relate.</summary>
    public const string TooFewColumns = "tooFewColumns";

    /// <summary>No column varies over both sides together: nothing tells them apart.</summary>
    public const string NoVaryingColumn = "noVaryingColumn";
}
