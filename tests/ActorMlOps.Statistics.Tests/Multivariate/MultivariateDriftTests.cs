using System.Globalization;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Multivariate;
using ActorMlOps.Statistics.Tests.Support;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Multivariate;

/// <summary>A correlation that turns round while every column alone stays the same.</summary>
public sealed class MultivariateDriftTests(ITestOutputHelper output)
{
    [Fact]
    public void RotatedCorrelation_NoColumnAloneDrifts_BothTestsFindIt()
    {
        var generator = new SampleGenerator(31);
        RowSample reference = Rows.Correlated(generator, 1000, 5, 0.8), window = Rows.Correlated(generator, 1000, 5, -0.8);
        for (var j = 0; j < 5; j++)
        {
            var profile = ColumnProfile.Numeric($"x{j}", reference.Column(j));
            var counters = new ColumnCounters(profile);
            counters.AddColumn((ReadOnlySpan<double>)window.Column(j));
            Assert.True(KolmogorovSmirnov.Test(profile, counters).PValue > 0.05, $"column {j}");
            Assert.All(Psi.Test(profile, counters), psi => Assert.False(psi.Drifted));
        }

        var error = new PcaReconstruction(reference).Test(window);
        var classifier = DomainClassifier.Test(reference, window);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"error {error.Value:F3} outside [{error.Low:F3}, {error.High:F3}]"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"AUC {classifier.Auc:F3} [{classifier.Low:F3}, {classifier.High:F3}]"));
        Assert.True(error.Drifted && error.Value > error.High, $"{error}");
        Assert.True(classifier.Drifted && classifier.Auc > 0.75, $"{classifier}");
        // Only the first two columns carry the difference.
        Assert.True(classifier.Importance[0] + classifier.Importance[1] > 0.8, string.Join(" ", classifier.Importance));
        Golden.Close("importance", 1, classifier.Importance.Sum());
    }

    [Fact]
    public void MildRotation_SmallSamples_IsFoundByTheClassifier()
    {
        var generator = new SampleGenerator(32);
        Assert.True(DomainClassifier.Test(Rows.Correlated(generator, 300, 4, 0.6), Rows.Correlated(generator, 300, 4, -0.2)).Drifted);
    }

    [Fact]
    public void NoDrift_ManyWindows_BothTestsAreQuiet()
    {
        var generator = new SampleGenerator(33);
        var (byError, byClassifier) = (0, 0);
        const int Windows = 300, Pairs = 200;
        for (var run = 0; run < Windows / 10; run++)
        {
            var pca = new PcaReconstruction(Rows.Correlated(generator, 1000, 5, 0.8));
            for (var window = 0; window < 10; window++)
                byError += pca.Test(Rows.Correlated(generator, 100, 5, 0.8)).Drifted ? 1 : 0;
        }

        for (var pair = 0; pair < Pairs; pair++)
        {
            RowSample reference = Rows.Correlated(generator, 150, 3, 0.8), window = Rows.Correlated(generator, 150, 3, 0.8);
            byClassifier += DomainClassifier.Test(reference, window).Drifted ? 1 : 0;
        }

        output.WriteLine($"false alarms: reconstruction {byError} of {Windows}, classifier {byClassifier} of {Pairs}");
        Assert.InRange(byError, 0, 0.03 * Windows);
        Assert.InRange(byClassifier, 0, 0.05 * Pairs);
    }

    [Fact]
    public void ShiftedMean_ErrorSeesItAcrossThePlaneAndTheClassifierEverywhere()
    {
        var generator = new SampleGenerator(34);
        var reference = Rows.Correlated(generator, 500, 4, 0.5);
        var window = Rows.Correlated(generator, 500, 4, 0.5).Map((_, j, x) => j == 3 ? x + 2 : x);
        var pca = new PcaReconstruction(reference);
        // The last column is a component of its own: shifted along it, rows are reconstructed as well as before.
        Assert.False(pca.Test(window).Drifted);
        Assert.True(pca.Test(window.Map((_, j, x) => j == 1 ? x + 2 : x)).Drifted);
        var found = DomainClassifier.Test(reference, window);
        Assert.True(found.Drifted && found.Importance[3] > 0.5);
        // The same input gives the same result, bit by bit.
        Assert.Equal(found.Auc, DomainClassifier.Test(reference, window).Auc);
    }
}
