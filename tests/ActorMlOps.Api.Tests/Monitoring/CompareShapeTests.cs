using System.Text.Json.Serialization.Metadata;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Compare.Views;

namespace ActorMlOps.Api.Tests.Monitoring;

/// <summary>The report on two files is the drift report of a version: who reads the one reads the other.</summary>
public class CompareShapeTests
{
    /// <summary>Of a served version only: settings, where its reference came from, a baseline that has chunks.</summary>
    private static readonly string[] OfAVersion = ["reference.origin", "mode", "labelReason"];

    [Fact]
    public void Comparison_OfTwoFiles_HasEveryFieldOfTheDriftReport()
    {
        var missing = new List<string>();
        Compare("", ApiJson.Plain.DriftView, ComparisonJson.Plain.ComparisonView, missing);
        Assert.Empty(missing.Except(OfAVersion));
    }

    private static void Compare(string path, JsonTypeInfo report, JsonTypeInfo comparison, List<string> missing)
    {
        foreach (var field in report.Properties)
        {
            var same = comparison.Properties.FirstOrDefault(p => p.Name == field.Name);
            if (same is null)
                missing.Add($"{path}{field.Name}");
            else
                Compare($"{path}{field.Name}.", Of(report, field.PropertyType), Of(comparison, same.PropertyType), missing);
        }
    }

    private static JsonTypeInfo Of(JsonTypeInfo owner, Type type) => owner.Options.GetTypeInfo(
        type.IsArray ? type.GetElementType()! : type.IsGenericType && type.GetInterfaces().Append(type).Any(i => i == typeof(System.Collections.IEnumerable)) && type.GenericTypeArguments.Length == 1
            ? type.GenericTypeArguments[0]
            : type);
}
