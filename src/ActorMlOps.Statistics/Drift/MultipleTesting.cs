namespace ActorMlOps.Statistics.Drift;

/// <summary>Adjusted p-values for several tests looked at together; a test is rejected when its adjusted value is at most alpha.</summary>
public static class MultipleTesting
{
    /// <summary>Benjamini and Hochberg 1995: bounds the share of false alarms among alarms, under positive dependence.</summary>
    /// <param name="pValues">Each in [0, 1].</param>
    /// <returns>Adjusted values in the order given, capped at 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is not in [0, 1].</exception>
    public static double[] BenjaminiHochberg(ReadOnlySpan<double> pValues) => StepUp(pValues, 1);

    /// <summary>Benjamini and Yekutieli 2001: bounds the share of false alarms among alarms, under any dependence.</summary>
    /// <inheritdoc cref="BenjaminiHochberg"/>
    public static double[] BenjaminiYekutieli(ReadOnlySpan<double> pValues)
    {
        double harmonic = 0;
        for (var i = pValues.Length; i >= 1; i--)
            harmonic += 1.0 / i;
        return StepUp(pValues, harmonic);
    }

    /// <summary>Bonferroni: bounds the chance of any false alarm, under any dependence.</summary>
    /// <inheritdoc cref="BenjaminiHochberg"/>
    public static double[] Bonferroni(ReadOnlySpan<double> pValues)
    {
        var adjusted = new double[pValues.Length];
        foreach (var i in Ascending(pValues))
            adjusted[i] = Math.Min(1, pValues[i] * adjusted.Length);
        return adjusted;
    }

    /// <summary>Holm 1979: bounds the chance of any false alarm, under any dependence.</summary>
    /// <inheritdoc cref="BenjaminiHochberg"/>
    public static double[] Holm(ReadOnlySpan<double> pValues)
    {
        var order = Ascending(pValues);
        var adjusted = new double[order.Length];
        double most = 0;
        for (var rank = 0; rank < order.Length; rank++)
        {
            most = Math.Max(most, Math.Min(1, pValues[order[rank]] * (order.Length - rank)));
            adjusted[order[rank]] = most;
        }

        return adjusted;
    }

    /// <summary>The adjusted values under a <see cref="Correction"/>.</summary>
    /// <inheritdoc cref="BenjaminiHochberg"/>
    public static double[] Adjust(ReadOnlySpan<double> pValues, Correction correction) => correction switch
    {
        Correction.BenjaminiHochberg => BenjaminiHochberg(pValues),
        Correction.Holm => Holm(pValues),
        Correction.BenjaminiYekutieli => BenjaminiYekutieli(pValues),
        Correction.Bonferroni => Bonferroni(pValues),
        _ => pValues.ToArray(),
    };

    private static double[] StepUp(ReadOnlySpan<double> pValues, double factor)
    {
        var order = Ascending(pValues);
        var adjusted = new double[order.Length];
        double least = 1;
        for (var rank = order.Length; rank >= 1; rank--)
        {
            least = Math.Min(least, pValues[order[rank - 1]] * factor * order.Length / rank);
            adjusted[order[rank - 1]] = least;
        }

        return adjusted;
    }

    private static int[] Ascending(ReadOnlySpan<double> pValues)
    {
        var keys = pValues.ToArray();
        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++)
        {
            if (keys[i] is not (>= 0 and <= 1))
                throw new ArgumentOutOfRangeException(nameof(pValues), keys[i], "Every p-value must be in [0, 1]; leave undefined tests out.");
            order[i] = i;
        }

        Array.Sort(keys, order);
        return order;
    }
}
