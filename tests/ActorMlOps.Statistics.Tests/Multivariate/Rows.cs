using ActorMlOps.Statistics.Multivariate;
using ActorMlOps.Statistics.Tests.Support;

namespace ActorMlOps.Statistics.Tests.Multivariate;

/// <summary>Samples whose columns are standard normal each, whatever the correlation of the first two.</summary>
internal static class Rows
{
    public static RowSample Correlated(SampleGenerator generator, int rows, int columns, double correlation)
    {
        var values = new double[rows * columns];
        for (var r = 0; r < rows; r++)
        {
            for (var j = 0; j < columns; j++)
                values[(r * columns) + j] = Normal(generator);
            ref var second = ref values[(r * columns) + 1];
            second = (correlation * values[r * columns]) + (Math.Sqrt(1 - (correlation * correlation)) * second);
        }

        return new RowSample(values, columns);
    }

    public static RowSample Map(this RowSample sample, Func<int, int, double, double> map)
    {
        var values = new double[sample.Rows * sample.Columns];
        for (var r = 0; r < sample.Rows; r++)
        {
            for (var j = 0; j < sample.Columns; j++)
                values[(r * sample.Columns) + j] = map(r, j, sample[r][j]);
        }

        return new RowSample(values, sample.Columns);
    }

    public static double[] Column(this RowSample sample, int column) =>
        [.. Enumerable.Range(0, sample.Rows).Select(row => sample[row][column])];

    private static double Normal(SampleGenerator generator) =>
        Math.Sqrt(-2 * Math.Log(1 - generator.Uniform())) * Math.Cos(2 * Math.PI * generator.Uniform());
}
