import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('policy', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='packversion',
            name='origin',
            field=models.CharField(choices=[('files', '政策包文件'), ('desk', '政策工作台'), ('merged', '文件与工作台合并')], default='files', max_length=8, verbose_name='来源'),
        ),
        migrations.AddField(
            model_name='packversion',
            name='parent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.packversion', verbose_name='上一版本'),
        ),
        migrations.CreateModel(
            name='ItemVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('document', '文件'), ('measure', '措施')], max_length=8, verbose_name='种类')),
                ('slug', models.CharField(max_length=120, verbose_name='标识')),
                ('number', models.PositiveIntegerField(verbose_name='版本号')),
                ('sha256', models.CharField(max_length=64, verbose_name='内容摘要')),
                ('content', models.JSONField(verbose_name='内容')),
                ('since', models.DateTimeField(verbose_name='载入时间')),
                ('pack_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.packversion')),
            ],
            options={
                'verbose_name': '条目版本',
                'ordering': ('kind', 'slug', 'number'),
            },
        ),
        migrations.AddConstraint(
            model_name='itemversion',
            constraint=models.UniqueConstraint(fields=('kind', 'slug', 'number'), name='item_version_once'),
        ),
    ]
