using System.Collections;

namespace ActorMlOps.Statistics.Tests.Support;

/// <summary>Walks a result: no number in it is NaN or infinite, and what is null carries a reason.</summary>
internal static class Defined
{
    public static void Check(object? result, string path = "")
    {
        switch (result)
        {
            case null or string or bool or long or int or ulong or Enum:
                return;
            case double number:
                Assert.True(double.IsFinite(number), $"{path} is {number}");
                return;
            case IEnumerable items:
                foreach (var item in items)
                    Check(item, $"{path}[]");
                return;
        }

        var properties = result.GetType().GetProperties().Where(property =>
            property.GetIndexParameters().Length == 0 && property.GetMethod is { IsStatic: false }).ToArray();
        var (value, reason) = (Array.Find(properties, p => p.Name == "Value"), Array.Find(properties, p => p.Name == "Reason"));
        if (value is not null && reason is not null && value.GetValue(result) is null)
            Assert.True(reason.GetValue(result) is string, $"{path}: undefined without a reason");
        foreach (var property in properties)
            Check(property.GetValue(result), $"{path}.{property.Name}");
    }
}
