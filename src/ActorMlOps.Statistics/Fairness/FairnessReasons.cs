namespace ActorMlOps.Statistics.Fairness;

/// <summary>Why a fairness figure is undefined, or what to know about it; beside <see cref="Performance.MetricReasons"/>.</summary>
public static class FairnessReasons
{
    /// <summary>No prediction or no labelled row that the figure needs.</summary>
    public const string NoRows = Performance.MetricReasons.NoRows;

    /// <summary>No labelled row is positive, so there is no true positive rate.</summary>
    public const string NoPositives = "noPositives";

    /// <summary>No labelled row is negative, so there is no false positive rate.</summary>
    public const string NoNegatives = "noNegatives";

    /// <summary>Nobody was predicted positive, so ratios of selection rates and precisions do not exist.</summary>
    public const string NobodySelected = "nobodySelected";

    /// <summary>There is only one group: nothing differs.</summary>
    public const string OneGroup = "oneGroup";

    /// <summary>Groups whose rate is undefined are left out of the comparison.</summary>
    public const string GroupsLeftOut = "groupsLeftOut";

    /// <summary>No privileged group was named, or it has no rows.</summary>
    public const string NoPrivilegedGroup = "noPrivilegedGroup";
}
