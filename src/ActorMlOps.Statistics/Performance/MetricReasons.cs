namespace ActorMlOps.Statistics.Performance;

/// <summary>The values of <see cref="MetricValue.Reason"/>.</summary>
public static class MetricReasons
{
    /// <summary>No labelled row.</summary>
    public const string NoRows = "noRows";

    /// <summary>One row has a mean, but no spread and so no interval.</summary>
    public const string OneRow = "oneRow";

    /// <summary>The denominator is 0; the value is 0 by convention.</summary>
    public const string ZeroDivision = "zeroDivision";

    /// <summary>Every row has the same actual class.</summary>
    public const string OneClass = "oneClass";

    /// <summary>Scores (or residuals) are kept in bins: the metric is known between its bounds.</summary>
    public const string BinnedScores = "binnedScores";

    /// <summary>A score is NaN.</summary>
    public const string UndefinedScores = "undefinedScores";

    /// <summary>A score is outside [0, 1], so it is no probability.</summary>
    public const string ScoresOutsideUnitInterval = "scoresOutsideUnitInterval";

    /// <summary>Chance agreement is certain: every row has the same class as label and as prediction.</summary>
    public const string CertainAgreement = "certainAgreement";

    /// <summary>Some classes have no labelled row; they are left out of the mean.</summary>
    public const string ClassesWithoutRows = "classesWithoutRows";

    /// <summary>All actual values are equal.</summary>
    public const string ConstantTarget = "constantTarget";

    /// <summary>All predictions are equal.</summary>
    public const string ConstantPrediction = "constantPrediction";

    /// <summary>An actual value is 0.</summary>
    public const string TargetIsZero = "targetIsZero";

    /// <summary>The value is beyond the range of a double.</summary>
    public const string OutOfRange = "outOfRange";

    /// <summary>The class is not among those counted (more than 1,000 classes): its rows are in the accuracy only.</summary>
    public const string ClassesOverflowed = "classesOverflowed";

    /// <summary>The rows do not vary in this, so nothing tells how far the value may be off: there is no interval.</summary>
    public const string NoSpread = "noSpread";

    /// <summary>The counters keep no moments that an interval of this metric could come from: there is no interval.</summary>
    public const string MomentsNotKept = "momentsNotKept";

    /// <summary>The largest of all rows says nothing of rows to come: there is no interval.</summary>
    public const string Extreme = "extreme";

    /// <summary>There are too few rows.</summary>
    public const string TooFewRows = "tooFewRows";

    /// <summary>Only the positive class's score is kept of a prediction, and this needs the probabilities of all classes.</summary>
    public const string ProbabilitiesNotKept = "probabilitiesNotKept";

    /// <summary>Some predictions are of no known class.</summary>
    public const string UnknownPredictions = "unknownPredictions";
}
