using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Registry;
using ActorMlOps.Compare;
using ActorMlOps.Compare.Settings;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Multivariate;

namespace ActorMlOps.Api.Tests.Monitoring;

/// <summary>
/// The config of a comparison of two files is that of a version. They are two types, because the command line compares files without
/// Orleans, to which a version's config is bound: what keeps them one shape is here.
/// </summary>
public sealed class ComparisonConfigTests
{
    private const string OfAVersion =
        """
        {"task":"binary","features":[{"name":"age","input":"x","column":1,"kind":"numeric"},{"name":"city","kind":"categorical"}],
         "output":{"label":"label","scores":"p","positiveClass":"1","threshold":0.4,"classes":["0","1"]},
         "reference":{"labelColumn":"class","predictionColumn":"said","scoreColumn":"p","ignore":["date"]},
         "sensitive":["sex"],"segments":["race"],"engine":{"maxBatch":64},"labels":{"horizon":"90d"},"metrics":[{"name":"ctr","kind":"ratio"}],
         "drift":{"methods":["psi","domain-classifier"],"mode":"default","correction":"benjaminiYekutieli","alpha":0.01,
                  "features":{"age":["ad","ks"]},"thresholds":{"psi":0.3,"js":0.2},"datasetShare":0.25,"falseAlarmsPer":"30d","sampleSensitive":true},
         "windows":{"report":"1h"},"baselineRows":1000,"alerts":[{"metric":"errors","op":">","threshold":0.1}],
         "detectors":{"tolerance":0.05,"severity":"page"}}
        """;

    [Fact]
    public void Config_OfAVersion_IsTakenWholeAndWhatHasAMeaningForFilesHoldsForThem()
    {
        var json = Encoding.UTF8.GetBytes(OfAVersion);
        Assert.Equal(0.25, VersionConfigReader.Read(json).Drift!.DatasetShare);

        var options = JsonSerializer.Deserialize(json, ComparisonConfigJson.Default.ComparisonConfig)!.ToOptions();

        Assert.Equal(["age", "city"], options.Features!);
        Assert.Equal("class", options.Label);
        Assert.Equal(["date"], options.Ignore);
        Assert.Equal(["said", "p"], options.Predictions);
        Assert.Equal(["psi"], options.Drift.Methods!);
        Assert.Equal(["ad", "ks"], options.Drift.ColumnMethods!["age"]);
        Assert.Equal([MultivariateMethods.Classifier], options.Multivariate);
        Assert.Equal(
            (DriftMode.Standard, Correction.BenjaminiYekutieli, 0.01, 0.3, 0.2, 0.25),
            (options.Drift.Mode, options.Drift.Correction, options.Drift.Alpha, options.Drift.PsiThreshold, options.Drift.Thresholds!["js"],
                options.Drift.DatasetThreshold));
    }

    [Fact]
    public void Fields_OfBothConfigs_AreTheSame()
    {
        var (version, comparison) = (CommandJson.Default, ComparisonConfigJson.Default);
        Same(version.VersionConfig, comparison.ComparisonConfig);
        Same(version.DriftConfig, comparison.DriftConfig);
        Same(version.FeatureConfig, comparison.FeatureConfig);
        Same(version.ReferenceConfig, comparison.ReferenceConfig);
    }

    [Fact]
    public void Choices_OfBothConfigs_AreTheSame()
    {
        Same<DriftPreset>(DriftNames.Modes.Keys);
        Same<DriftCorrection>(DriftNames.Corrections.Keys);
        Same<FeatureKind>(DriftNames.Kinds.Keys);
    }

    [Theory]
    [InlineData("""{"methods":[]}""", "'drift.methods' is empty: name a test, or leave it out.")]
    [InlineData("""{"methods":["psy"]}""", "'drift.methods': 'psy' is none of psi, ks")]
    [InlineData("""{"features":{"age":null}}""", "'drift.features.age' is empty: name a test, or leave the feature out.")]
    [InlineData("""{"features":{"age":["pca-reconstruction"]}}""", "'drift.features.age': 'pca-reconstruction' is none of psi, ks")]
    [InlineData("""{"alpha":1}""", "'drift.alpha' must be above 0 and below 1.")]
    [InlineData("""{"datasetShare":0}""", "'drift.datasetShare' must be above 0 and at most 1.")]
    [InlineData("""{"thresholds":{"ks":0.1}}""", "'drift.thresholds': 'ks' is none of psi, js")]
    [InlineData("""{"thresholds":{"js":-1}}""", "'drift.thresholds.js' must be finite and at least 0.")]
    public void Drift_WhatAVersionRefuses_IsRefusedInTheSameWords(string drift, string expected)
    {
        var config = JsonSerializer.Deserialize($$"""{"drift":{{drift}}}""", ComparisonConfigJson.Default.ComparisonConfig)!;
        Assert.StartsWith(expected, Assert.Single(Assert.Throws<ComparisonException>(config.ToOptions).Errors));
    }

    [Fact]
    public void DatasetShare_InModeEvidently_IsThatToolsHalfAsOfAVersion()
    {
        var config = new ComparisonConfig(Drift: new(Mode: "evidently", DatasetShare: 0.1));
        Assert.Equal(EvidentlyMode.DatasetShare, config.ToOptions().Drift.DatasetThreshold);
    }

    private static void Same(JsonTypeInfo version, JsonTypeInfo comparison) => Assert.Equal(
        version.Properties.Select(p => p.Name).Order(StringComparer.Ordinal), comparison.Properties.Select(p => p.Name).Order(StringComparer.Ordinal));

    private static void Same<T>(IEnumerable<string> names) where T : struct, Enum => Assert.Equal(
        Enum.GetValues<T>().Select(v => JsonSerializer.SerializeToElement(v, CommandJson.Default.Options).GetString()!).Order(StringComparer.Ordinal),
        names.Order(StringComparer.Ordinal));
}
